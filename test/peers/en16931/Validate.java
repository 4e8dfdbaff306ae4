import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.io.resource.FileSystemResource;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds files against the schemas of UBL 2.1 and the published rules of EN 16931. One line for each error, exit 1 if any. */
public class Validate {
  public static void main(String[] files) throws Exception {
    var registry = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    EN16931Validation.initEN16931(registry);
    int errors = 0;
    for (String file : files) {
      boolean isCreditNote = Files.readString(Path.of(file)).contains("<CreditNote ");
      DVRCoordinate rules =
          isCreditNote ? EN16931Validation.VID_UBL_CREDIT_NOTE_1315 : EN16931Validation.VID_UBL_INVOICE_1315;
      var source = ValidationSourceXML.create(new FileSystemResource(Path.of(file).toFile()));
      var results =
          ValidationExecutionManager.executeValidation(
              IValidityDeterminator.createDefault(), registry.getOfID(rules), source);
      if (results.isEmpty()) throw new IllegalStateException("no rule was applied");
      for (var failure : results.getAllErrors()) {
        errors++;
        System.out.println(file + ": " + failure.getAsString(java.util.Locale.ENGLISH));
      }
    }
    System.exit(errors == 0 ? 0 : 1);
  }
}
